package stoa.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import stoa.runtime.Health.Check;
import stoa.runtime.Health.Status;
import stoa.runtime.Health.Weight;

class HealthTest {
    private static Health of(Weight failing) {
        return Health.of(List.of(Check.ok("a", ""), new Check("b", false, "gone", failing)));
    }

    @Test
    void withoutAFailedCheckAllIsWell() {
        assertThat(Health.of(List.of(Check.ok("a", "")))).extracting(Health::status, Health::live, Health::ready)
                .containsExactly(Status.OK, true, true);
    }

    @Test
    void aLostSharedStoreDegradesAndLeavesReady() {
        assertThat(of(Weight.DEGRADES)).extracting(Health::status, Health::live, Health::ready)
                .containsExactly(Status.DEGRADED, true, true);
    }

    @Test
    void aFailedReadinessCheckMakesUnreadyButLeavesLive() {
        assertThat(of(Weight.READINESS)).extracting(Health::status, Health::live, Health::ready)
                .containsExactly(Status.DOWN, true, false);
    }

    @Test
    void aFailedLivenessCheckIsNeitherLiveNorReady() {
        assertThat(of(Weight.LIVENESS)).extracting(Health::status, Health::live, Health::ready)
                .containsExactly(Status.DOWN, false, false);
    }
}
