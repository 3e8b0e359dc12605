using Microsoft.Extensions.Logging;
using ObjectStore.Extents.Checkpoints;
using ObjectStore.Extents.Devices;
using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;
using ObjectStore.Extents.Index;

namespace ObjectStore.Extents;

/// <summary>What the parts of an open device share.</summary>
internal sealed record DeviceParts(
    IDeviceDirectory Directory,
    Superblock Superblock,
    ExtentsOptions Options,
    ExtentsMetrics Metrics,
    TimeProvider Time,
    ILogger Logger,
    ExtentSet Extents,
    LiveFragments Live,
    CheckpointWriter Checkpoints);
