using ObjectStore.Extents.Appending;
using ObjectStore.Extents.Checkpoints;
using ObjectStore.Extents.Format;

namespace ObjectStore.Extents;

/// <summary>What a device does on its own behind the requests: checkpoints and compaction, on one thread.</summary>
internal sealed class Maintenance(DeviceParts parts, Appender appender, DeviceEvents events, LogPosition checkpointPosition)
{
    private readonly CheckpointWriter _checkpoints = new(parts.Directory, parts.Superblock.Device, parts.Live.Index, parts.Extents);

    /// <summary>What the last durable checkpoint covers.</summary>
    public LogPosition CheckpointPosition { get; private set; } = checkpointPosition;

    public void Start() => events.Wake = null;

    public void Stop()
    {
    }

    /// <summary>Writes a checkpoint of the present state.</summary>
    public void WriteCheckpoint(bool isClean)
    {
        var (position, nextSequence) = appender.Applied;
        _ = _checkpoints.Write(position, nextSequence, isClean);
        CheckpointPosition = position;
        parts.Metrics.Checkpoints.Add(1);
    }
}
