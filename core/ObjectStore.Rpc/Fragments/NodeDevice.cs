using ObjectStore.Core.Fragments;
using ObjectStore.Core.Identifiers;

namespace ObjectStore.Rpc.Fragments;

/// <summary>A device of a node.</summary>
/// <param name="Id">Its identity, or null when it could not be read.</param>
/// <param name="Pool">Its storage pool; empty when unknown.</param>
/// <param name="Path">Where the node has it, for people.</param>
/// <param name="Status">Capacity and health, or null when the device is not served.</param>
/// <param name="Problem">Why it is not served; empty when it is.</param>
public sealed record NodeDevice(DeviceId? Id, string Pool, string Path, DeviceStatus? Status, string Problem);
