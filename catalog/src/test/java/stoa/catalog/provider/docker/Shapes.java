package stoa.catalog.provider.docker;

/** Answers of an engine 20.10, shortened to what is read and what surrounds it. */
final class Shapes {
    private Shapes() {}

    static String container(String name, String labels, String networks, String ports) {
        return """
                {"Id": "8dfafdbc3a40d1f1e7a6ea8bdd6ea9a3f4f0c4c3", "Names": ["/%s", "/web/%s"], "Image": "orders:1",
                 "ImageID": "sha256:d74508fb", "Command": "/run", "Created": 1367854155, "State": "running",
                 "Status": "Up 2 minutes", "Ports": [%s], "Labels": {%s}, "HostConfig": {"NetworkMode": "default"},
                 "NetworkSettings": {"Networks": {%s}}, "Mounts": []}""".formatted(name, name, ports, labels, networks);
    }

    static String network(String name, String address) {
        return """
                "%s": {"IPAMConfig": null, "NetworkID": "7ea29fc1", "EndpointID": "2cdc4edb", "Gateway": "172.18.0.1",
                       "IPAddress": "%s", "IPPrefixLen": 16, "GlobalIPv6Address": "", "MacAddress": "02:42:ac:11:00:02"}"""
                .formatted(name, address);
    }

    static String port(int number, String type) {
        return """
                {"IP": "0.0.0.0", "PrivatePort": %d, "PublicPort": 32768, "Type": "%s"}""".formatted(number, type);
    }

    static String service(String id, String name, String labels) {
        return """
                {"ID": "%s", "Version": {"Index": 19}, "Spec": {"Name": "%s", "Labels": {%s},
                 "TaskTemplate": {"ContainerSpec": {"Image": "orders:1"}}, "Mode": {"Replicated": {"Replicas": 2}},
                 "EndpointSpec": {"Mode": "vip", "Ports": [{"Protocol": "tcp", "TargetPort": 9001,
                 "PublishedPort": 30001}]}}}""".formatted(id, name, labels);
    }

    static String task(String id, String service, int slot, String state, String networks) {
        return """
                {"ID": "%s", "Version": {"Index": 71}, "Spec": {"ContainerSpec": {"Image": "orders:1"}},
                 "ServiceID": "%s", "Slot": %d, "NodeID": "60gvrl6tm78dmak4yl7srz94v",
                 "Status": {"Timestamp": "2026-06-07T21:07:31.171892745Z", "State": "%s"}, "DesiredState": "running",
                 "NetworksAttachments": [%s]}""".formatted(id, service, slot, state, networks);
    }

    static String attachment(String network, boolean ingress, String address) {
        return """
                {"Network": {"ID": "4qvuz4ko70xaltuqbt8956gd1", "Spec": {"Name": "%s", "Ingress": %s,
                 "DriverConfiguration": {}}}, "Addresses": ["%s"]}""".formatted(network, ingress, address);
    }
}
