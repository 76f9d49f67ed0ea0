package stoa.gateway.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import stoa.gateway.certificate.BadCertificate;
import stoa.gateway.certificate.Credential;
import stoa.gateway.certificate.DevelopmentCertificate;
import stoa.gateway.tls.TlsSettings.CertificateFiles;

/** Where a listener's certificates come from. */
sealed interface CertificateSource {
    /** @param problem told everything that keeps any of them from being used */
    List<Credential> load(InstantSource clock, Consumer<String> problem);

    /** What looks different when it is worth loading them again. */
    Object stamp(InstantSource clock);

    /** What clients have to trust that trust nothing of it by themselves; empty where that is the operator's business. */
    String authority();

    /** An operator's files. */
    record FromFiles(List<CertificateFiles> files) implements CertificateSource {
        @Override
        public List<Credential> load(InstantSource clock, Consumer<String> problem) {
            var all = new ArrayList<Credential>();
            for (var each : files) {
                Credential.load(each.certificatePath(), each.keyPath(), clock.instant(), problem)
                        .ifPresent(all::add);
            }
            return all;
        }

        @Override
        public String authority() {
            return "";
        }

        @Override
        public Object stamp(InstantSource clock) {
            return files.stream().flatMap(f -> List.of(f.certificatePath(), f.keyPath()).stream()).map(Stamp::of)
                    .toList();
        }
    }

    /** One that the platform makes by itself. */
    record Development(DevelopmentCertificate certificate) implements CertificateSource {
        @Override
        public List<Credential> load(InstantSource clock, Consumer<String> problem) {
            try {
                return List.of(certificate.provide());
            } catch (BadCertificate e) {
                problem.accept(e.getMessage());
                return List.of();
            }
        }

        @Override
        public String authority() {
            return certificate.authority().toString();
        }

        /** Once a day it is seen to whether it has to be renewed; another process may have done it. */
        @Override
        public Object stamp(InstantSource clock) {
            return List.of(clock.instant().getEpochSecond() / Duration.ofDays(1).toSeconds(),
                    Stamp.of(certificate.authority()), Stamp.of(certificate.server()));
        }
    }

    /** A file as its name leads to it now, through links such as Kubernetes exchanges. */
    record Stamp(String file, long modifiedNanos, long size) {
        private static final Stamp MISSING = new Stamp("", 0, -1);

        static Stamp of(Path path) {
            try {
                var is = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(String.valueOf(is.fileKey()), is.lastModifiedTime().to(
                        java.util.concurrent.TimeUnit.NANOSECONDS), is.size());
            } catch (IOException e) {
                return MISSING;
            }
        }
    }
}
