namespace ObjectStore.AdminApi;

/// <summary>How much may be lost at the same time, whichever it is, with every stripe still readable.</summary>
/// <param name="Zones">Whole zones.</param>
/// <param name="Nodes">Whole nodes.</param>
/// <param name="Devices">Single devices.</param>
public sealed record FaultToleranceInfo(int Zones, int Nodes, int Devices);
