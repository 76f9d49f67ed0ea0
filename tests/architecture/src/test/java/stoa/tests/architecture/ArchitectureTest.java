package stoa.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the code to ARCHITECTURE.md and to the rules that keep rooms apart. */
@SuppressWarnings("NullAway.Init")
class ArchitectureTest {
    private static Page page;
    private static JavaClasses classes;

    @BeforeAll
    static void readPageAndCode() throws IOException {
        page = Page.read();
        var folders = page.packages().keySet().stream().map(r -> Page.ROOT.resolve(r).resolve("target/classes"))
                .toList();
        assertThat(folders).allSatisfy(f -> assertThat(f).isDirectory());
        classes = new ClassFileImporter().importPaths(folders);
    }

    @Test
    void theRoomsOfThePageAreTheModulesOfTheBuild() throws IOException {
        var pom = Files.readString(Page.ROOT.resolve("pom.xml"));
        var modules = Pattern.compile("<module>([^<]+)</module>").matcher(pom).results().map(m -> m.group(1))
                .filter(m -> !m.startsWith("tests/") && Files.isDirectory(Page.ROOT.resolve(m).resolve("src")))
                .collect(Collectors.toSet());
        assertThat(page.packages().keySet()).isEqualTo(modules);
        assertThat(page.arrows().keySet()).isEqualTo(modules);
    }

    @Test
    void theArrowsOfThePageAreTheArrowsOfTheCode() {
        assertThat(arrowsOfTheCode()).isEqualTo(page.arrows());
    }

    @Test
    void eachRoomKeepsToItsPackage() {
        for (var type : classes) {
            assertThat(room(type)).as(type.getName()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"io.helidon.., stoa.http..", "io.netty.., stoa.gateway..", "picocli.., stoa.main..",
            "org.flywaydb.., stoa.stores.relational..", "com.zaxxer.., stoa.stores.relational..",
            "ch.qos.logback.., stoa.telemetry..", "io.lettuce.., stoa.stores.redis.."})
    void aFrameworkStaysInItsRoom(String framework, String room) {
        noClasses().that(not(resideInAPackage(room))).should().dependOnClassesThat().resideInAPackage(framework)
                .check(classes);
    }

    @Test
    void sqlStaysWhereTablesAreOwned() {
        noClasses()
                .that(not(resideInAnyPackage("stoa.stores.relational..", "stoa.events..", "stoa.catalog..",
                        "stoa.services.users..", "stoa.services.records..", "stoa.services.probe..",
                        "stoa.services.points.ledger..")))
                .should().dependOnClassesThat().resideInAnyPackage("org.jooq..", "java.sql..").check(classes);
    }

    @Test
    void packagesHaveNoCircles() {
        slices().matching("stoa.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void onlyMainEndsTheProcess() {
        noClasses().that(not(resideInAPackage("stoa.main.."))).should().callMethod(System.class, "exit", int.class)
                .orShould().callMethod(Runtime.class, "halt", int.class).check(classes);
    }

    @Test
    void noTypeIsNamedForNoConcept() {
        noClasses().should().haveSimpleNameEndingWith("Util").orShould().haveSimpleNameEndingWith("Utils").orShould()
                .haveSimpleNameEndingWith("Helper").orShould().haveSimpleNameEndingWith("Manager").orShould()
                .haveSimpleNameEndingWith("Impl").orShould().haveSimpleNameStartingWith("Abstract").check(classes);
    }

    @Test
    void everyPackageIsNullMarked() {
        var unmarked = new TreeSet<String>();
        for (var type : classes) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void moreThanAThirdOfEachLargerRoomIsHidden() {
        for (var room : page.packages().entrySet()) {
            var types = classes.stream().filter(JavaClass::isTopLevelClass)
                    .filter(t -> room(t).equals(room.getKey())).filter(t -> !t.getSimpleName().equals("package-info"))
                    .toList();
            var hidden = types.stream().filter(t -> !t.getModifiers().contains(JavaModifier.PUBLIC)).count();
            if (types.size() > 20) {
                assertThat(hidden * 3).as(room.getKey() + ": hidden types of " + types.size())
                        .isGreaterThanOrEqualTo(types.size());
            }
        }
    }

    @Test
    void noSourceFileIsARoomOfItsOwn() throws IOException {
        var lengthy = new ArrayList<String>();
        for (var file : sources()) {
            var lines = Files.readAllLines(file).size();
            if (lines > 400) {
                lengthy.add(Page.ROOT.relativize(file) + ": " + lines + " lines");
            }
        }
        assertThat(lengthy).isEmpty();
    }

    @Test
    void noTestIsSkippedOrMocked() throws IOException {
        var forbidden = Pattern.compile("@Disabled|Assumptions\\.|assumeTrue|assumeThat|org\\.mockito");
        var found = new ArrayList<String>();
        for (var file : sources()) {
            if (!file.endsWith("ArchitectureTest.java") && forbidden.matcher(Files.readString(file)).find()) {
                found.add(Page.ROOT.relativize(file).toString());
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Page.ROOT)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !Page.ROOT.relativize(f).toString().contains("target/")).toList();
        }
    }

    private static Map<String, Set<String>> arrowsOfTheCode() {
        var arrows = new TreeMap<String, Set<String>>();
        page.packages().keySet().forEach(room -> arrows.put(room, new TreeSet<>()));
        for (var type : classes) {
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                var to = room(dependency.getTargetClass());
                if (!to.isEmpty() && !to.equals(room(type))) {
                    arrows.computeIfAbsent(room(type), _ -> new TreeSet<>()).add(to);
                }
            }
        }
        return arrows;
    }

    /** The room whose package is the longest that holds the type; empty for a type of no room. */
    private static String room(JavaClass type) {
        var name = type.getPackageName() + ".";
        return page.packages().entrySet().stream().filter(e -> name.startsWith(e.getValue() + "."))
                .max(Comparator.comparingInt(e -> e.getValue().length())).map(Map.Entry::getKey).orElse("");
    }
}
