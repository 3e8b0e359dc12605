using ObjectStore.Extents.Extents;
using ObjectStore.Extents.Format;

namespace ObjectStore.Extents.Appending;

/// <summary>Where an appender takes up the log.</summary>
/// <param name="Open">The extent to go on in; null opens a new one with the first append.</param>
/// <param name="Position">The end of the log.</param>
/// <param name="NextSequence">The sequence of the next record.</param>
internal readonly record struct AppenderStart(Extent? Open, LogPosition Position, ulong NextSequence);
