package stoa.http.access;

import java.util.Map;

/** What the platform's own requests show. */
public interface Rights {
    /** Of one who has none. */
    Rights NONE = new Rights() {
        @Override
        public Map<String, String> atGateways() {
            return Map.of();
        }

        @Override
        public Map<String, String> at(String service) {
            return Map.of();
        }
    };

    /** Headers for a request by way of a gateway: the token. */
    Map<String, String> atGateways();

    /**
     * Headers for a request straight to an instance of one of the platform's own services. Somebody else may answer at its
     * address by now, so it is a verdict, which is soon worth nothing.
     */
    Map<String, String> at(String service);

    static Rights of(Keys keys, Verdicts verdicts) {
        return new Rights() {
            @Override
            public Map<String, String> atGateways() {
                return keys.token().map(t -> Map.of("Authorization", "Bearer " + t)).orElse(Map.of());
            }

            @Override
            public Map<String, String> at(String service) {
                return Map.of(Verdicts.HEADER, verdicts.operator(service));
            }
        };
    }
}
