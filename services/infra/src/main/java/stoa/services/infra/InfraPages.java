package stoa.services.infra;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import stoa.http.Reply;
import stoa.http.Request;
import stoa.http.Routes;
import stoa.services.infra.Survey.Said;

/** What can be asked: all at once, for people or programs, and each part for programs. It answers whatever is down. */
final class InfraPages {
    private final String instance;
    private final Stores stores;
    private final Survey survey;

    InfraPages(String instance, Stores stores, Survey survey) {
        this.instance = instance;
        this.stores = stores;
        this.survey = survey;
    }

    /** @param instance which one looked, and whose memory the beginnings of states are */
    record Overview(String instance, Instant at, List<Standing> stores, Said instances) {}

    record StoreList(String instance, Instant at, List<Standing> stores) {}

    void routes(Routes at) {
        at.get("/", this::overview).says("Each store, and what instances say of theirs: a page, or JSON by Accept")
                .header("Accept", "text/html, the first choice, or application/json").answers(200, Overview.class);
        at.get("/stores", _ -> fresh(Reply.json(new StoreList(instance, now(), stores.look()))))
                .says("Each store, tried now").answers(200, StoreList.class);
        at.get("/instances", _ -> fresh(Reply.json(survey.look())))
                .says("What each running instance says of the stores that it uses").answers(200, Said.class);
    }

    private Reply overview(Request request) {
        // on a thread of its own beside the stores: the page takes as long as the slower of the two
        var asked = CompletableFuture.supplyAsync(survey::look, task -> Thread.ofVirtual().start(task));
        var found = stores.look();
        var all = new Overview(instance, now(), found, asked.join());
        var reply = request.prefers("text/html", "application/json").equals("text/html")
                ? Reply.html(InfraHtml.page(all))
                : Reply.json(all);
        return fresh(reply).with("Vary", "Accept");
    }

    private static Reply fresh(Reply reply) {
        return reply.with("Cache-Control", "no-store");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
