package stoa.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import stoa.discovery.RouteRecord;
import stoa.gateway.http1.SecondReader;

/**
 * Whatever bytes a client sends to the data plane as production wires it: what reaches the instance is HTTP/1.1 for a second reader,
 * and so is what comes back.
 */
class ConnectionFuzzTest {
    private static final AtomicReference<@Nullable World> WORLD = new AtomicReference<>();

    /** Made once for all inputs. */
    private record World(Witness witness, TestGateway gateway) {
        static World open() {
            var witness = new Witness();
            return new World(witness,
                    TestGateway.with("gateway-threads", "1", "gateway-transport", "nio").service("all",
                            new RouteRecord("/", false), witness.instance.uri()));
        }
    }

    private static World world() {
        var made = WORLD.get();
        if (made == null) {
            made = World.open();
            WORLD.set(made);
        }
        return made;
    }

    @FuzzTest
    void connection(byte[] input) throws IOException {
        // to connect is what a gateway does; Jazzer would call it a finding, and forgets what it was told before
        var _ = BugDetectors.allowNetworkConnections();
        check(input);
    }

    /** The same without Jazzer. */
    void check(byte[] input) throws IOException {
        var world = world();
        world.witness.seen.clear();
        world.gateway.log.clear();
        String got;
        try (var client = world.gateway.connect()) {
            client.out.write(input);
            client.out.flush();
            client.socket.shutdownOutput();
            got = client.rest();
        } catch (IOException e) {
            // it was refused while it was being sent
            got = "";
        }
        assertThat(world.witness.violations).isEmpty();
        if (!new String(input, StandardCharsets.ISO_8859_1).contains("HEAD ")) {
            var reader = new SecondReader(got);
            var answer = reader.answer(false);
            while (answer != null) {
                answer = reader.answer(false);
            }
            assertThat(reader.position()).as(got).isEqualTo(got.length());
        }
    }
}
