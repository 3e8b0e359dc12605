namespace ObjectStore.Gateway.Hosting;

/// <summary>Registered where no other process can have a gateway of the same catalog, so that a change of a bucket's configuration need not wait for others.</summary>
public sealed class SoleGateway;
