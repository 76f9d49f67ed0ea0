package stoa.tests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static stoa.tests.kit.StoaProcess.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stoa.tests.kit.StoaProcess;
import stoa.tests.kit.Web;
import tools.jackson.databind.JsonNode;

/** The proof that data stays: what each start wrote is there after the process is killed and made anew. */
class RecordsTest {
    private static final int STARTS = 3;

    @TempDir
    Path data;

    @Test
    void rowsOfEarlierStartsOutliveKills() throws IOException {
        var known = new ArrayList<JsonNode>();
        for (var start = 1; start <= STARTS; start++) {
            try (var web = new Web(); var stoa = StoaProcess.start(data, Map.of(), "up").awaitReady()) {
                var rows = new ArrayList<JsonNode>();
                Json.of(web.text(stoa.gateway(), "/records/registros")).path("registros").forEach(rows::add);
                assertThat(rows).hasSize(start);
                assertThat(rows.getFirst().get("texto").asString()).isEqualTo("Dado persistido!");
                assertThat(rows.subList(1, start)).isEqualTo(known);
                var line = "records-1: " + start + " | Dado persistido! | ";
                await("its row is logged", () -> (stoa.out() + stoa.err()).contains(line));
                known.clear();
                known.addAll(rows);
                stoa.kill();
            }
        }
    }
}
