using ObjectStore.Index.Objects;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>The bytes of an object that an answer carries.</summary>
/// <param name="Record">The object.</param>
/// <param name="Position">First byte.</param>
/// <param name="Length">How many; may be 0.</param>
/// <param name="PartNumber">The part that was asked for, or 0.</param>
/// <param name="IsPartial">Whether the answer is 206.</param>
internal readonly record struct ObjectSlice(ObjectRecord Record, long Position, long Length, int PartNumber, bool IsPartial);
