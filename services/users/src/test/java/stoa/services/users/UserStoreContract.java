package stoa.services.users;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stoa.services.users.UserStore.Outcome;
import stoa.services.users.UserStore.Stored;
import stoa.stores.relational.Relational;

/** What the store of users promises on every relational store. */
abstract class UserStoreContract {
    private static final LocalDate DAY = LocalDate.parse("2024-02-29");

    private Relational tables;
    private UserStore store;

    abstract Relational open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        tables = open();
        store = new UserStore(tables);
    }

    @AfterEach
    void closeStore() {
        tables.close();
    }

    private List<User> list(String sort, String... words) {
        return store.list(Order.of(sort), List.of(words), Optional.empty(), 1000).stream().map(Stored::user).toList();
    }

    private List<String> names(String sort, String... words) {
        return list(sort, words).stream().map(User::nome).toList();
    }

    private Stored made(String nome) {
        return store.create(new Details(nome, DAY));
    }

    private void removeAll() {
        list("id").forEach(user -> store.remove(user.id(), _ -> true));
    }

    @Test
    void theFirstUsersAreThereAndFoldedAsOthersAre() {
        assertThat(list("id")).containsExactly(new User(1, "Ana Gonçalves", LocalDate.parse("2021-03-15")),
                new User(2, "João da Conceição", LocalDate.parse("2019-11-02")),
                new User(3, "Пётр Семёнов", LocalDate.parse("2020-07-21")),
                new User(4, "Érica Simões", LocalDate.parse("2023-01-09")),
                new User(5, "Дарья Журавлёва", LocalDate.parse("2022-05-30")),
                new User(6, "Андрей Дубровский", LocalDate.parse("2018-09-01")));
        assertThat(list("id")).allSatisfy(user -> assertThat(
                tables.<String>read(sql -> String.valueOf(sql.fetchValue("select folded from users where id = ?",
                        user.id()))))
                .isEqualTo(Fold.of(user.nome())));
        assertThat(store.find(1).orElseThrow().revision()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"O'Brien \"%_\\ \\u0041; drop table users", "Cafe\u0301", "İıŞğ ẞß", "👩‍👩‍👧 Família",
            "李小龍",
            "ﷺ"})
    void whatIsKeptIsWhatWasSaid(String nome) {
        var made = made(nome);
        assertThat(made).isEqualTo(new Stored(new User(7, nome, DAY), 1));
        assertThat(store.find(7)).contains(made);
        assertThat(names("id", Fold.of(nome).split(" "))).containsExactly(nome);
    }

    @Test
    void theNumberOfAUserWhoIsGoneIsGivenToNobodyElse() {
        assertThat(made("Um").user().id()).isEqualTo(7);
        assertThat(store.remove(7, _ -> true)).isInstanceOf(Outcome.Done.class);
        assertThat(store.find(7)).isEmpty();
        assertThat(made("Dois").user().id()).isEqualTo(8);
    }

    @Test
    void aChangeRaisesTheRevisionAndHoldsForItAlone() {
        var to = new Details("Ana Maria", DAY);
        assertThat(store.change(1, revision -> revision == 2, to)).isEqualTo(new Outcome.Stale(1));
        assertThat(store.find(1).orElseThrow().user().nome()).isEqualTo("Ana Gonçalves");
        var changed = new Stored(new User(1, "Ana Maria", DAY), 2);
        assertThat(store.change(1, revision -> revision == 1, to)).isEqualTo(new Outcome.Done(changed));
        assertThat(store.find(1)).contains(changed);
        assertThat(names("id", "goncalves")).isEmpty();
        assertThat(names("id", "maria")).containsExactly("Ana Maria");
        assertThat(store.remove(1, revision -> revision == 1)).isEqualTo(new Outcome.Stale(2));
        assertThat(store.remove(1, revision -> revision == 2)).isEqualTo(new Outcome.Done(changed));
        assertThat(store.remove(1, _ -> true)).isEqualTo(new Outcome.Unknown());
        assertThat(store.change(1, _ -> true, to)).isEqualTo(new Outcome.Unknown());
    }

    @Test
    void ofWritersWhoSawTheSameRevisionOneAloneSucceeds() throws Exception {
        var writers = 8;
        var each = 10;
        var done = together(writers, writer -> {
            var successes = 0;
            while (successes < each) {
                var seen = store.find(2).orElseThrow();
                var to = new Details(seen.user().nome() + "+", DAY);
                if (store.change(2, revision -> revision == seen.revision(), to) instanceof Outcome.Done) {
                    successes++;
                }
            }
            return successes;
        });
        assertThat(done).containsOnly(each);
        var last = store.find(2).orElseThrow();
        assertThat(last.revision()).isEqualTo(1 + writers * each);
        assertThat(last.user().nome()).isEqualTo("João da Conceição" + "+".repeat(writers * each));
    }

    @Test
    void whoCreatesAtTheSameTimeGetsANumberOfHisOwn() throws Exception {
        var made = together(20, n -> made("Novo " + n).user().id());
        assertThat(made).containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(7, 26).boxed().toList());
        assertThat(list("id")).hasSize(26);
    }

    private interface Work<T> {
        T of(int number) throws Exception;
    }

    private static <T> List<T> together(int many, Work<T> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> all = new ArrayList<>();
            IntStream.range(0, many).forEach(n -> all.add(() -> work.of(n)));
            var results = new ArrayList<T>();
            for (var result : threads.invokeAll(all)) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Test
    void namesAreOrderedWithoutCaseAndAccentsCharacterByCharacter() {
        removeAll();
        var ordered = List.of("abel", "Ábia", "ABIGAIL", "Ana Z", "Anabela", "D'Ávila", "Davi", "Éder", "zoe", "Емеля",
                "Ёрш", "Жанна", "Иван", "Йозеф", "李");
        ordered.reversed().forEach(this::made);
        assertThat(names("nome")).isEqualTo(ordered);
        assertThat(names("-nome")).isEqualTo(ordered.reversed());
    }

    @Test
    void datesAndIdsOrderBothWays() {
        assertThat(list("ativo_desde")).extracting(User::id).containsExactly(6L, 2L, 3L, 1L, 5L, 4L);
        assertThat(list("-ativo_desde")).extracting(User::id).containsExactly(4L, 5L, 1L, 3L, 2L, 6L);
        assertThat(list("-id")).extracting(User::id).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "-id", "nome", "-nome", "ativo_desde", "-ativo_desde"})
    void pagesFollowOneAnotherWithoutGapAlsoAmongEqualOnes(String sort) {
        for (var n = 0; n < 20; n++) {
            store.create(new Details(n % 3 == 0 ? "José" : "jose " + n % 2, DAY.plusDays(n % 4)));
        }
        var order = Order.of(sort);
        var seen = new ArrayList<User>();
        var after = Optional.<Place>empty();
        while (true) {
            var page = store.list(order, List.of(), after, 3).stream().map(Stored::user).toList();
            if (page.isEmpty()) {
                break;
            }
            seen.addAll(page);
            after = Optional.of(Place.of(order, Place.of(order, page.getLast()).cursor()));
        }
        assertThat(seen).hasSize(26).doesNotHaveDuplicates().isEqualTo(list(sort));
    }

    @ParameterizedTest
    @CsvSource({"CONCEICAO, 1", "conceição joão, 1", "o, 3", "петр, 1", "Пётр семенов, 1", "андреи, 0", "%, 0", "_, 0",
            "!, 0", "ana zoe, 0"})
    void aSearchFindsEachWordWhateverItsCaseAndAccents(String text, int found) {
        assertThat(list("id", Fold.of(text).split(" "))).hasSize(found);
    }
}
