package stoa.catalog.provider;

import java.util.Map;
import stoa.discovery.Registration;

/** The rules that hold for every registration, wherever it comes from. */
@FunctionalInterface
public interface Terms {
    /**
     * @param said as in the body of {@code PUT /services/{name}/instances/{instance}}
     * @throws stoa.http.Problem naming every bad field
     */
    Registration read(String service, String instance, Map<String, ?> said);
}
