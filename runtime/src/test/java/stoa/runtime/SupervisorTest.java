package stoa.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private final List<String> story = Collections.synchronizedList(new ArrayList<>());
    private final LinkedBlockingQueue<Instance> ready = new LinkedBlockingQueue<>();

    private final class Fake implements RunningRole {
        private final String id;

        Fake(String id) {
            this.id = id;
            story.add("start " + id);
        }

        @Override
        public List<Address> addresses() {
            return List.of(new Address(id, URI.create("http://127.0.0.1:1/")));
        }

        @Override
        public Health health() {
            return Health.of(List.of());
        }

        @Override
        public void announce() {
            story.add("announce " + id);
        }

        @Override
        public void withdraw() {
            story.add("withdraw " + id);
        }

        @Override
        public void drain(Duration grace) {
            story.add("drain " + id);
        }

        @Override
        public void close() {
            story.add("close " + id);
        }
    }

    private Role role(String name, String... needs) {
        return new Role(name, "", List.of(needs), context -> new Fake(context.instance()));
    }

    private Supervisor supervisor(Role... table) {
        return new Supervisor(List.of(table), ready::add);
    }

    @Test
    void rolesStartInTheOrderOfTheirNeedsAndAreAnnouncedLast() throws StartFailed {
        supervisor(role("gateway", "catalog"), role("catalog"))
                .start(Map.of("gateway", List.of(1), "catalog", List.of(1)));
        assertThat(story).containsExactly("start catalog-1", "start gateway-1", "announce catalog-1",
                "announce gateway-1");
    }

    @Test
    void aNeedThatDoesNotRunHereIsNoObstacle() throws StartFailed {
        supervisor(role("gateway", "catalog"), role("catalog")).start(Map.of("gateway", List.of(1)));
        assertThat(story).containsExactly("start gateway-1", "announce gateway-1");
    }

    @Test
    void replicasHaveStableNumbers() throws StartFailed {
        var supervisor = supervisor(role("points"));
        supervisor.start(Map.of("points", List.of(1, 2, 3)));
        assertThat(supervisor.instances()).extracting(Instance::id).containsExactly("points-1", "points-2", "points-3");
    }

    @Test
    void stoppingWithdrawsDrainsAndClosesTheLastStartedFirst() throws StartFailed {
        var supervisor = supervisor(role("gateway", "catalog"), role("catalog"));
        supervisor.start(Map.of("gateway", List.of(1), "catalog", List.of(1)));
        story.clear();
        supervisor.stop(Duration.ofSeconds(1));
        supervisor.stop(Duration.ofSeconds(1));
        assertThat(story).containsExactly("withdraw gateway-1", "drain gateway-1", "close gateway-1",
                "withdraw catalog-1", "drain catalog-1", "close catalog-1");
    }

    @Test
    void aRoleThatCannotStartStopsAllThatHadStarted() {
        var broken = new Role("gateway", "", List.of("catalog"), context -> {
            throw new StartFailed("port 8080 is taken");
        });
        var supervisor = supervisor(role("catalog"), broken);
        assertThatThrownBy(() -> supervisor.start(Map.of("gateway", List.of(1), "catalog", List.of(1))))
                .isInstanceOf(StartFailed.class)
                .hasMessage("port 8080 is taken");
        assertThat(story).contains("start catalog-1", "close catalog-1").doesNotContain("announce catalog-1");
    }

    @Test
    void anUnexpectedFailureToStartNamesTheInstance() {
        var broken = new Role("names", "", List.of(), context -> {
            throw new IllegalStateException("boom");
        });
        assertThatThrownBy(() -> supervisor(broken).start(Map.of("names", List.of(1)))).isInstanceOf(StartFailed.class)
                .hasMessageContaining("names-1").hasMessageContaining("boom");
    }

    @Test
    void aRoleThatFailsLaterIsUnreadyWithItsReasonAndStartedAgain() throws Exception {
        var contexts = new LinkedBlockingQueue<RoleContext>();
        var starts = new AtomicInteger();
        var flaky = new Role("names", "", List.of(), context -> {
            contexts.add(context);
            if (starts.incrementAndGet() == 2) {
                throw new StartFailed("still broken");
            }
            return new Fake(context.instance());
        });
        try (var supervisor = supervisor(flaky)) {
            supervisor.start(Map.of("names", List.of(1)));
            assertThat(ready.take().health().ready()).isTrue();
            contexts.take().failed().accept(new IllegalStateException("lost its socket"));
            assertThat(ready.poll(30, TimeUnit.SECONDS)).isNotNull().extracting(i -> i.health().ready())
                    .isEqualTo(true);
            assertThat(starts).hasValue(3);
            assertThat(story).startsWith("start names-1", "announce names-1", "withdraw names-1", "close names-1",
                    "start names-1");
        }
    }

    @Test
    void whatFailedIsNotStartedAgainOnceStopping() throws Exception {
        var contexts = new LinkedBlockingQueue<RoleContext>();
        var role = new Role("names", "", List.of(), context -> {
            contexts.add(context);
            return new Fake(context.instance());
        });
        var supervisor = supervisor(role);
        supervisor.start(Map.of("names", List.of(1)));
        supervisor.stop(Duration.ZERO);
        contexts.take().failed().accept(new IllegalStateException("late word"));
        assertThat(contexts.poll(700, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void needsInACircleAreAMistakeOfTheTable() {
        var supervisor = supervisor(role("a", "b"), role("b", "a"));
        assertThatThrownBy(() -> supervisor.start(Map.of("a", List.of(1), "b", List.of(1))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("circle");
    }
}
