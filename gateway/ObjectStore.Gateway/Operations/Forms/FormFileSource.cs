using System.Globalization;
using Microsoft.AspNetCore.Http;
using ObjectStore.Gateway.DataPath;
using ObjectStore.S3.Body;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Forms;

/// <summary>The file of a form on its way into the store, kept to the range that its policy gives.</summary>
internal sealed class FormFileSource(Stream file, long bytesMin, long bytesMax) : IByteSource
{
    private readonly long _bytesMax = Math.Min(bytesMax, BodyRequirements.ObjectBytesMax);

    /// <inheritdoc />
    public long? Length => null;

    /// <summary>Bytes so far.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc />
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        var count = await ReadFileAsync(destination, cancellationToken);
        Bytes += count;
        if (Bytes > _bytesMax) throw Refused(S3ErrorCode.EntityTooLarge, ("MaxSizeAllowed", _bytesMax));
        return count > 0 || Bytes >= bytesMin ? count : throw Refused(S3ErrorCode.EntityTooSmall, ("ProposedSize", Bytes), ("MinSizeAllowed", bytesMin));
    }

    /// <inheritdoc />
    public Task SettleAsync() => Task.CompletedTask;

    private static S3Exception Refused(S3ErrorCode code, params (string Name, long Bytes)[] fields) =>
        new(new S3Error(code) { Fields = Array.ConvertAll(fields, static field => KeyValuePair.Create(field.Name, field.Bytes.ToString(CultureInfo.InvariantCulture))) });

    private async ValueTask<int> ReadFileAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        try
        {
            return await file.ReadAsync(destination, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException && exception is not BadHttpRequestException)
        {
            throw UploadForm.Malformed(exception);
        }
    }
}
