using ObjectStore.Core.Errors;
using ObjectStore.Core.Frames;

namespace ObjectStore.Compression;

/// <summary>Compresses and expands single frames with the system's Zstandard library (RFC 8878). Thread-safe.</summary>
public static class FrameCodec
{
    /// <summary>The fastest of the usual levels: what higher ones save more costs several times the processor time (ADR 27).</summary>
    private const int Level = 1;

    /// <summary>A frame that does not shrink by a 16th is stored as it is: reading it then costs nothing.</summary>
    private const int SavedPartMin = 16;

    private static readonly ContextPool<CompressionContext> Compressors = new(CreateCompressor);
    private static readonly ContextPool<ExpansionContext> Expanders = new(CreateExpander);
    private static readonly Lazy<string?> Problem = new(FindProblem);

    /// <summary>Why frames cannot be compressed and expanded here; null when they can.</summary>
    public static string? Unavailable => Problem.Value;

    /// <summary>Compresses a frame; 0 when that would not shrink it enough, with anything in the destination.</summary>
    /// <param name="plain">1 to <see cref="CompressedLayout.FrameBytes"/> bytes.</param>
    /// <param name="destination">At least as long. Apart from <paramref name="plain"/>.</param>
    /// <returns>How long the stored frame is: less than it was.</returns>
    /// <exception cref="StorageException">As <see cref="TryExpand"/>.</exception>
    public static int Compress(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        Invariant.That(plain.Length is > 0 and <= CompressedLayout.FrameBytes && destination.Length >= plain.Length);
        RequireLibrary();
        var room = plain.Length - Math.Max(1, plain.Length / SavedPartMin);
        if (room == 0) return 0;
        var context = Compressors.Rent();
        var result = Zstd.Compress(context, destination, (nuint)room, plain, (nuint)plain.Length);
        Compressors.Return(context);
        if (Zstd.IsError(result) != 0) return 0;
        Invariant.That((int)result > 0 && (int)result <= room);
        return (int)result;
    }

    /// <summary>Expands a frame; false when it is not one that expands to exactly so many bytes. Never writes beyond them, and allocates nothing.</summary>
    /// <param name="stored">The compressed frame: shorter than <paramref name="plain"/>.</param>
    /// <param name="plain">Gets the bytes; anything when it is false.</param>
    /// <exception cref="StorageException">Refused: the library is missing. Overloaded: there is no memory.</exception>
    public static bool TryExpand(ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        RequireLibrary();
        if (stored.IsEmpty || plain.IsEmpty) return false;
        var context = Expanders.Rent();
        var result = Zstd.Expand(context, plain, (nuint)plain.Length, stored, (nuint)stored.Length);
        Expanders.Return(context);
        return Zstd.IsError(result) == 0 && result == (nuint)plain.Length;
    }

    private static void RequireLibrary()
    {
        if (Problem.Value is { } problem) throw new StorageException(StorageErrorCode.Refused, problem);
    }

    private static CompressionContext CreateCompressor()
    {
        var context = Zstd.CreateCompressionContext();
        if (context.IsInvalid) throw NoMemory();
        Invariant.That(Zstd.IsError(Zstd.SetParameter(context, Zstd.ParameterLevel, Level)) == 0);
        Invariant.That(Zstd.IsError(Zstd.SetParameter(context, Zstd.ParameterChecksum, 1)) == 0);
        return context;
    }

    private static ExpansionContext CreateExpander()
    {
        var context = Zstd.CreateExpansionContext();
        return context.IsInvalid ? throw NoMemory() : context;
    }

    private static StorageException NoMemory() => new(StorageErrorCode.Overloaded, "There is no memory for compressing or expanding a frame.");

    private static string? FindProblem()
    {
        try
        {
            return Zstd.VersionNumber() >= Zstd.VersionMin ? null : "The Zstandard library is too old: 1.4.0 or later is needed.";
        }
        catch (DllNotFoundException)
        {
            return "The Zstandard library is missing, without which nothing is compressed or expanded: install the package libzstd1.";
        }
    }
}
