package stoa.gateway;

import static stoa.gateway.RawInstance.ok;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import stoa.gateway.http1.SecondReader;

/** An instance that reads with the second reader, remembers what it saw, and answers each request with its body. */
final class Witness implements AutoCloseable {
    final List<SecondReader.Message> seen = new CopyOnWriteArrayList<>();
    /** What it got that no sender may generate. */
    final List<String> violations = new CopyOnWriteArrayList<>();
    final RawInstance instance = RawInstance.doing(this::serve);

    private void serve(RawInstance.Peer peer) throws IOException {
        var bytes = new byte[64 * 1024];
        var text = "";
        int n;
        while ((n = peer.in.read(bytes)) > 0) {
            text += new String(bytes, 0, n, StandardCharsets.ISO_8859_1);
            var reader = new SecondReader(text);
            try {
                for (var message = reader.request(); message != null; message = reader.request()) {
                    seen.add(message);
                    peer.send(ok(message.line().startsWith("HEAD ") ? "" : message.body()));
                }
            } catch (SecondReader.Violation e) {
                violations.add(e.getMessage() + " in " + text);
                return;
            }
            text = text.substring(reader.position());
        }
    }

    @Override
    public void close() throws IOException {
        instance.close();
    }
}
