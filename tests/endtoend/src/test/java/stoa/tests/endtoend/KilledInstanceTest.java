package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.InstanceProcess;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;

/** One of four instances is killed again and again while much is asked of them: no request fails. */
class KilledInstanceTest {
    private static final int KILLS = Integer.getInteger("instance.kills", 5);
    private static final int PER_SECOND = 5000;
    private static final int CLIENTS = 32;

    @Test
    void noGetFailsWhenOneOfFourIsKilled(@TempDir Path folder) throws IOException {
        var instances = new ArrayList<InstanceProcess>();
        try (var stoa = StoaProcess.start(folder, Map.of(), "up").awaitReady(); var web = new Web()) {
            for (var n = 1; n <= 4; n++) {
                instances.add(InstanceProcess.start("tea-" + n));
                var answer = web.put(stoa.gateway(), "/services/tea/instances/tea-" + n,
                        "{\"url\": \"" + instances.getLast().url() + "\", \"route\": {\"prefix\": \"/tea/\"}}");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            }
            await("the route leads to them", () -> web.status(stoa.gateway(), "/tea/") == 200);
            try (var load = new Load(PER_SECOND, CLIENTS, "/tea/", List.of(stoa.gateway()))) {
                for (var n = 0; n < KILLS; n++) {
                    var name = "tea-" + (n % 4 + 1);
                    load.awaitMore(name, 200);
                    var killed = instances.get(n % 4);
                    killed.kill();
                    load.awaitMore(1000);
                    instances.set(n % 4, killed.again(name));
                }
                System.out.println(KILLS + " kills of one of four instances: " + load.answered()
                        + " requests answered, " + Math.round(load.perSecond()) + " a second, " + load.failed().size()
                        + " failed");
                assertThat(load.failed()).isEmpty();
            }
        } finally {
            instances.forEach(InstanceProcess::close);
        }
    }
}
