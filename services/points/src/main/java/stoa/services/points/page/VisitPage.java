package stoa.services.points.page;

import java.util.List;
import stoa.http.Html;
import stoa.services.points.ledger.Account;
import stoa.services.points.ledger.Entry;

/** The counter as a page. */
public final class VisitPage {
    private VisitPage() {}

    public static Html of(Account account, List<Entry> newest) {
        return Html.page("ru", "Бизнес-стенд \"Инновации\"", Html.of("""
                <h1 style="color:blue">Бизнес-стенд "Инновации"</h1>
                <p>Начислено баллов: <strong>{}</strong></p>
                <table>
                <caption>Счёт <code>{}</code>, последние записи</caption>
                <thead><tr><th scope="col">Когда</th><th scope="col">Баллы</th><th scope="col">Основание</th></tr></thead>
                <tbody>
                {}</tbody>
                </table>
                """, account.balance(), account.name(), Html.each(newest, VisitPage::row)));
    }

    private static Html row(Entry it) {
        return Html.of("<tr><td>{}</td><td>{}</td><td><bdi>{}</bdi></td></tr>\n", it.at(), it.amount(), it.reason());
    }
}
