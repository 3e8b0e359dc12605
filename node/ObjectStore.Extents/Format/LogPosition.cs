namespace ObjectStore.Extents.Format;

/// <summary>A place in the log of a device: extents in order of their numbers, offsets inside.</summary>
internal readonly record struct LogPosition(uint Extent, uint Offset) : IComparable<LogPosition>
{
    public int CompareTo(LogPosition other) => Extent != other.Extent ? Extent.CompareTo(other.Extent) : Offset.CompareTo(other.Offset);
}
