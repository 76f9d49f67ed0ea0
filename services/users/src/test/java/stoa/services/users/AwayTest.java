package stoa.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import stoa.stores.relational.StoreUnavailable;

class AwayTest {
    @Test
    void aStoreThatIsAwayIsSaidWithoutItsWords() {
        var problem = UserApi.away(new StoreUnavailable("password authentication failed for user \"ana\""));
        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.detail()).isEqualTo("users cannot be read or changed now");
        assertThat(problem.headers()).containsEntry("Retry-After", "1");
    }

    @Test
    void aWriteThatMayHaveTakenEffectIsSaidAndNotToBeTriedAgain() {
        var problem = UserApi.away(new StoreUnavailable("connection lost", new SQLException("reset"), true));
        assertThat(problem.detail())
                .isEqualTo("users cannot be read or changed now; whether the write took effect is not known");
        assertThat(problem.headers()).doesNotContainKey("Retry-After");
    }
}
