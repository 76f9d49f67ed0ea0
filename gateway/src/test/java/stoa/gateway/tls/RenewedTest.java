package stoa.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RenewedTest {
    private volatile boolean broken;

    private final class Files implements Renewed.Source<String> {
        @Override
        public Object stamp() {
            if (broken) {
                throw new IllegalStateException("nobody expected this");
            }
            return "same";
        }

        @Override
        public String make() {
            return "made";
        }

        @Override
        public String changed(String before, String after) {
            return "";
        }

        @Override
        public void release(String made) {
            // nothing is held
        }
    }

    @Test
    void whatNobodyExpectedIsToldAndWatchingGoesOn() throws Exception {
        try (var renewed = new Renewed<>(new Renewed.Words("files", "files"), new Files(),
                (kind, subject, summary, data) -> {})) {
            renewed.start();
            broken = true;
            await().atMost(Duration.ofSeconds(30)).until(() -> renewed.trouble().isPresent());
            assertThat(renewed.trouble().orElseThrow().detail()).contains("IllegalStateException");
            broken = false;
            await().atMost(Duration.ofSeconds(30)).until(() -> renewed.trouble().isEmpty());
            assertThat(renewed.current()).isEqualTo("made");
        }
    }
}
