namespace ObjectStore.Gateway.Frames;

/// <summary>What is wanted of one write, of an object that was written whole or of one part: a range of it, or of the compressed bytes that hold it.</summary>
/// <param name="Write">The write.</param>
/// <param name="Position">First byte of what is stored, before it was sealed.</param>
/// <param name="Length">How many, at least 1.</param>
/// <param name="Compressed">The compressed frames that they are; null for bytes that are not compressed.</param>
internal readonly record struct FrameRun(FramedWrite Write, long Position, long Length, IStoredFrames? Compressed);
