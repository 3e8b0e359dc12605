namespace ObjectStore.AdminApi;

/// <summary>Asks for something to be done to all devices of nodes, all or none.</summary>
/// <param name="Nodes">Their names.</param>
public sealed record NodeRequest(IReadOnlyList<string> Nodes);
