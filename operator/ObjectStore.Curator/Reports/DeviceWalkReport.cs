using ObjectStore.Core.Identifiers;

namespace ObjectStore.Curator.Reports;

/// <summary>How far a walk has come on one device.</summary>
/// <param name="Device">The device.</param>
/// <param name="IsFinished">Whether it has come to the end.</param>
/// <param name="Items">What was found there: damaged fragments, or fragments that were looked at.</param>
/// <param name="Bytes">Bytes that were verified or given free.</param>
public sealed record DeviceWalkReport(DeviceId Device, bool IsFinished, long Items, long Bytes);
