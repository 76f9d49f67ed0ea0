package stoa.http;

import java.util.Collection;
import java.util.function.Function;

/**
 * Markup that is safe to send: its templates are the program's own, and whatever text goes into one is escaped, so that no
 * data becomes markup. Pages need no script, and follow the reader's choice of light or dark.
 */
public final class Html {
    private static final String STYLE = """
            :root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 1rem/1.5 system-ui, sans-serif; }
            body { margin: 0; }
            main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; overflow-x: auto; }
            table { border-collapse: collapse; }
            caption { text-align: start; padding-block: .5rem; }
            th, td { text-align: start; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid #8888; }
            input, button { font: inherit; padding: .25rem .5rem; }
            """;

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /**
     * A piece of a page: each <code>{}</code> of the template gives way to the next value, {@code Html} as it is, anything
     * else as escaped text.
     *
     * @param template a constant of the program, never what came from outside
     */
    public static Html of(String template, Object... values) {
        var parts = template.split("\\{}", -1);
        if (parts.length != values.length + 1) {
            throw new IllegalArgumentException(values.length + " values for " + (parts.length - 1) + " places");
        }
        var all = new StringBuilder(parts[0]);
        for (var i = 0; i < values.length; i++) {
            all.append(values[i] instanceof Html piece ? piece.markup : escape(String.valueOf(values[i])));
            all.append(parts[i + 1]);
        }
        return new Html(all.toString());
    }

    /** One piece for each of them, one after the other. */
    public static <T> Html each(Collection<T> these, Function<? super T, Html> piece) {
        var all = new StringBuilder();
        these.forEach(one -> all.append(piece.apply(one).markup));
        return new Html(all.toString());
    }

    /**
     * A whole page.
     *
     * @param language of its texts, as BCP 47 names it: {@code en}, {@code pt-BR}
     * @param main its content, which begins with the one {@code h1}
     */
    public static Html page(String language, String title, Html main) {
        return page(language, title, of(""), main);
    }

    /**
     * A page that differs a bit from the others.
     *
     * @param style rules of its own
     */
    public static Html page(String language, String title, Html style, Html main) {
        return of("""
                <!DOCTYPE html>
                <html lang="{}">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>{}</title>
                <style>
                {}{}</style>
                </head>
                <body>
                <main>
                {}</main>
                </body>
                </html>
                """, language, title, new Html(STYLE), style, main);
    }

    @Override
    public String toString() {
        return markup;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
