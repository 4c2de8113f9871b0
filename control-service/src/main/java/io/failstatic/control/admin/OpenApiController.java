package io.failstatic.control.admin;

import java.io.IOException;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The OpenAPI document of the admin API, as it was checked in. */
@RestController
final class OpenApiController {

    private final Resource document = new ClassPathResource("contract/openapi.json");

    @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
    byte[] document() throws IOException {
        return document.getContentAsByteArray();
    }
}
