package stoa.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HtmlTest {
    @Test
    void textIsEscapedAndMarkupOfOnesOwnIsNot() {
        var item = Html.of("<li title=\"{}\">{}</li>", "\"'", "<script>alert(1)</script> & so on");

        assertThat(Html.of("<ul>{}</ul>", item)).hasToString("<ul><li title=\"&quot;&#39;\">"
                + "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on</li></ul>");
    }

    @Test
    void aValueThatLooksLikeAPlaceIsText() {
        assertThat(Html.of("<b>{}</b><i>{}</i>", "{}", "$1 \\0")).hasToString("<b>{}</b><i>$1 \\0</i>");
    }

    @Test
    void eachGivesOnePieceForEach() {
        assertThat(Html.each(List.of("é", "ж"), name -> Html.of("<li>{}</li>", name)))
                .hasToString("<li>é</li><li>ж</li>");
    }

    @Test
    void aPageSaysItsLanguageAndTitle() {
        assertThat(Html.page("pt-BR", "Usuários <1>", Html.of("<h1>{}</h1>\n", "Usuários")).toString())
                .startsWith("<!DOCTYPE html>\n<html lang=\"pt-BR\">").contains("<title>Usuários &lt;1&gt;</title>")
                .contains("<main>\n<h1>Usuários</h1>\n</main>");
    }

    @Test
    void asManyValuesAsPlaces() {
        assertThatThrownBy(() -> Html.of("{}")).isInstanceOf(IllegalArgumentException.class);
    }
}
