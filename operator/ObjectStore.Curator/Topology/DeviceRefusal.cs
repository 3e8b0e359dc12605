namespace ObjectStore.Curator.Topology;

/// <summary>Why something was not done to devices.</summary>
/// <param name="Kind">For programs.</param>
/// <param name="Reason">For people, with the numbers.</param>
public sealed record DeviceRefusal(DeviceRefusalKind Kind, string Reason);
