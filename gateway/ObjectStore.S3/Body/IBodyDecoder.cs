using System.Buffers;

namespace ObjectStore.S3.Body;

/// <summary>Takes the encoding of a body off, in whatever pieces it arrives. Not thread-safe.</summary>
internal interface IBodyDecoder : IDisposable
{
    /// <summary>Whether the last byte of the body has been decoded, and everything around it was right.</summary>
    bool IsAtEnd { get; }

    /// <summary>Whether the connection's body has to end where the decoded body does.</summary>
    bool EndsWithInput { get; }

    /// <summary>
    /// Decodes as much of <paramref name="input"/> as fits into <paramref name="destination"/> and cuts it off <paramref name="input"/>.
    /// What is left of the input needs room in the destination, or more input.
    /// </summary>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="Errors.S3Exception">The body is malformed or wrongly signed.</exception>
    int Decode(ref ReadOnlySequence<byte> input, Span<byte> destination);

    /// <summary>Called when the client has sent everything; false when the body is not whole.</summary>
    bool CompleteInput();
}
