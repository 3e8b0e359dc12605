using ObjectStore.Extents.Appending;
using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Recovery;

/// <summary>What opening a device found.</summary>
internal sealed record RecoveredDevice(AppenderStart Start, Salvage Salvage, RecoveryReport Report, LogPosition CheckpointPosition);
