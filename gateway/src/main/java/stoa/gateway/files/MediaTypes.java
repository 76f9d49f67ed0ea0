package stoa.gateway.files;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a file is, by the end of its name. Text is taken to be UTF-8. */
final class MediaTypes {
    private static final String UNKNOWN = "application/octet-stream";
    private static final Map<String, String> BY_EXTENSION = table("""
            html htm=text/html
            css=text/css
            js mjs=text/javascript
            txt text log conf=text/plain
            md markdown=text/markdown
            csv=text/csv
            xml=text/xml
            ics=text/calendar
            vtt=text/vtt
            json map=application/json
            geojson=application/geo+json
            jsonld=application/ld+json
            webmanifest=application/manifest+json
            yaml yml=application/yaml
            atom=application/atom+xml
            rss=application/rss+xml
            xhtml=application/xhtml+xml
            pdf=application/pdf
            wasm=application/wasm
            zip=application/zip
            gz tgz=application/gzip
            tar=application/x-tar
            jar=application/java-archive
            rtf=application/rtf
            svg=image/svg+xml
            png=image/png
            jpg jpeg=image/jpeg
            gif=image/gif
            webp=image/webp
            avif=image/avif
            ico=image/vnd.microsoft.icon
            bmp=image/bmp
            tif tiff=image/tiff
            mp3=audio/mpeg
            ogg oga opus=audio/ogg
            wav=audio/wav
            m4a=audio/mp4
            flac=audio/flac
            mp4 m4v=video/mp4
            webm=video/webm
            ogv=video/ogg
            mov=video/quicktime
            woff=font/woff
            woff2=font/woff2
            ttf=font/ttf
            otf=font/otf
            """);

    private MediaTypes() {}

    private static Map<String, String> table(String text) {
        var table = new HashMap<String, String>();
        text.lines().map(line -> line.split("=", 2)).forEach(row -> {
            for (var extension : row[0].split(" ", -1)) {
                table.put(extension, row[1].startsWith("text/") ? row[1] + "; charset=utf-8" : row[1]);
            }
        });
        return Map.copyOf(table);
    }

    static String of(String name) {
        var dot = name.lastIndexOf('.');
        return BY_EXTENSION.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
    }
}
