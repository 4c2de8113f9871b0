package io.failstatic.control.ledger;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Removal totals as one JSON object, so that locking the ledger reads one row. */
@Converter
class RemovalsConverter implements AttributeConverter<Map<String, Long>, String> {

    private static final TypeReference<TreeMap<String, Long>> TOTALS = new TypeReference<>() {};

    private final JsonMapper json = JsonMapper.shared();

    @Override
    public String convertToDatabaseColumn(Map<String, Long> totals) {
        return json.writeValueAsString(totals);
    }

    @Override
    public Map<String, Long> convertToEntityAttribute(String column) {
        return json.readValue(column, TOTALS);
    }
}
