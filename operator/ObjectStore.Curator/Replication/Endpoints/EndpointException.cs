namespace ObjectStore.Curator.Replication.Endpoints;

/// <summary>An endpoint did not do what was asked. Caught where a version is sent; the reason is for people, in a few words without secrets.</summary>
internal sealed class EndpointException(string reason) : Exception(reason);
