namespace ObjectStore.Index.Objects;

/// <summary>Consecutive part numbers of equal size in a completed multipart upload.</summary>
/// <param name="FirstPartNumber">1..10,000.</param>
/// <param name="PartCount">At least 1; numbers in the span follow one another without gaps.</param>
/// <param name="PartBytes">Bytes of each part.</param>
public readonly record struct PartSpan(ushort FirstPartNumber, ushort PartCount, long PartBytes);
