package stoa.services.points.page;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import stoa.http.Html;
import stoa.services.points.page.Snapshot.Line;

/** The counter as a page. It is whole without its script, which keeps it current. */
public final class VisitPage {
    private static final String TITLE = "Бизнес-стенд \"Инновации\"";
    /** The headline is blue in light and in dark, so it has a light ground of its own. */
    private static final Html STYLE = Html.of("""
            h1 { background: #e6eeff; margin: 0 0 1rem; padding: .75rem 1rem; border-radius: .5rem;
              font-size: clamp(1.2rem, 5vw, 2rem); overflow-wrap: anywhere; }
            h1 + p { font-size: 1.25rem; margin: 0 0 1rem; }
            h1 + p strong { display: block; font-size: clamp(2.5rem, 12vw, 4rem); line-height: 1.1;
              font-variant-numeric: tabular-nums; }
            table { width: 100%; }
            caption { font-weight: bold; }
            td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
            td bdi { overflow-wrap: anywhere; }
            """);
    private static final Html SCRIPT = Html.of("""
            <script>
            const total = document.querySelector("h1 + p strong");
            const reserved = document.getElementById("reserved");
            const lines = document.querySelector("tbody");
            const state = document.getElementById("state");
            let source = null;

            function cell(text, kind) {
              const it = document.createElement("td");
              if (kind === "reason") {
                it.appendChild(document.createElement("bdi")).textContent = text;
              } else {
                it.textContent = text;
                it.className = kind;
              }
              return it;
            }

            function line(entry) {
              const it = document.createElement("tr");
              const when = entry.at.slice(0, 19).replace("T", " ");
              it.append(cell(when, ""), cell(entry.what, ""),
                cell(entry.amount > 0 ? "+" + entry.amount : entry.amount, "number"),
                cell(entry.balance, "number"), cell(entry.reason, "reason"));
              return it;
            }

            function show(account) {
              total.textContent = account.balance;
              reserved.textContent = account.reserved;
              lines.replaceChildren(...account.entries.map(line));
            }

            function listen() {
              if (source === null && !document.hidden) {
                source = new EventSource("live");
                source.addEventListener("account", event => show(JSON.parse(event.data)));
                source.onopen = () => state.textContent = "Страница обновляется сама.";
                source.onerror = () => state.textContent = "Связь прервана, страница подключится снова сама.";
              }
            }

            function leave() {
              if (source !== null) {
                source.close();
                source = null;
              }
            }

            document.addEventListener("visibilitychange", () => document.hidden ? leave() : listen());
            addEventListener("pagehide", leave);
            addEventListener("pageshow", listen);
            listen();
            </script>
            """);

    private VisitPage() {}

    /**
     * @param points what it says was given; another visit may have come since
     * @param step what each visit adds
     */
    public static Html of(long points, int step, Snapshot account) {
        return Html.page("ru", TITLE, STYLE, Html.of("""
                <h1 style="color:blue">Бизнес-стенд "Инновации"</h1>
                <p>Начислено баллов: <strong>{}</strong></p>
                <p>Счёт <code>{}</code>. Каждое посещение прибавляет {}, ровно один раз; отложено:
                <span id="reserved">{}</span>. <span id="state"></span></p>
                <table>
                <caption>Последние записи</caption>
                <thead><tr><th scope="col">Когда (UTC)</th><th scope="col">Что</th><th scope="col" class="number">Баллы</th>
                <th scope="col" class="number">Остаток</th><th scope="col">Основание</th></tr></thead>
                <tbody>
                {}</tbody>
                </table>
                <p><a href="accounts/{}/entries">Все записи</a>, <a href="receipts">квитанции</a>,
                <a href="verification">сверка</a>, <a href="openapi.json">описание запросов</a></p>
                {}""", points, account.account(), step, account.reserved(),
                Html.each(account.entries(), VisitPage::row), account.account(), SCRIPT));
    }

    private static Html row(Line it) {
        return Html.of("""
                <tr><td>{}</td><td>{}</td><td class="number">{}</td><td class="number">{}</td><td><bdi>{}</bdi></td></tr>
                """, time(it.at()), it.what(), it.amount() > 0 ? "+" + it.amount() : it.amount(), it.balance(),
                it.reason());
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
    }
}
