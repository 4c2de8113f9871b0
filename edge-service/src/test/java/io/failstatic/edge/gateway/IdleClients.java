package io.failstatic.edge.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** A process that connects many times and then does nothing until its input ends: two processes have twice the file descriptors of one. */
final class IdleClients {

    private IdleClients() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        List<Socket> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            connections.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        System.out.println(connections.size());
        while (System.in.read() >= 0) {
            // Nothing is ever said.
        }
    }
}
