using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Forms;

/// <summary>A form in <c>multipart/form-data</c>, read up to its file, which follows all fields that count.</summary>
/// <param name="Fields">By names in lower case.</param>
/// <param name="FileName">Name of the file at the client, without folders; null when the form does not tell it.</param>
/// <param name="File">The bytes of the file, to be read once.</param>
internal sealed record UploadForm(Dictionary<string, string> Fields, string? FileName, Stream File)
{
    /// <summary>Most bytes of all fields together, with their names (Amazon S3 API reference, "POST Object").</summary>
    private const int FieldBytesMax = 20 << 10;

    /// <summary>Most fields; the bytes bound them too, but not what each costs.</summary>
    private const int FieldsMax = 256;

    private const int SectionHeaderBytesMax = 4 << 10;
    private const int SectionHeadersMax = 16;
    private const int BoundaryLengthMax = 128;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the fields.</summary>
    /// <exception cref="S3Exception">MalformedPOSTRequest, MaxPostPreDataLengthExceededError, IncorrectNumberOfFilesInPostRequest.</exception>
    public static async ValueTask<UploadForm> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var reader = new MultipartReader(BoundaryOf(request), request.Body) { HeadersLengthLimit = SectionHeaderBytesMax, HeadersCountLimit = SectionHeadersMax };
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var room = FieldBytesMax;
        var buffer = new byte[FieldBytesMax + 1];
        try
        {
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || disposition.Name.Length == 0) throw Malformed(null);
                var name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString().ToLowerInvariant();
                if (name == "file") return new UploadForm(fields, FileNameOf(disposition), section.Body);
                if (fields.Count == FieldsMax) throw new S3Exception(S3ErrorCode.MaxPostPreDataLengthExceededError);
                room -= Utf8.GetByteCount(name);
                var (value, bytes) = await ReadFieldAsync(section.Body, buffer, room, cancellationToken);
                room -= bytes;
                if (!fields.TryAdd(name, value)) throw new S3Exception(InvalidArgumentError.Of("A field occurs more than once.", name, value));
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or DecoderFallbackException && exception is not BadHttpRequestException)
        {
            throw Malformed(exception);
        }

        throw new S3Exception(S3ErrorCode.IncorrectNumberOfFilesInPostRequest);
    }

    /// <summary>The error of a body that is no form.</summary>
    public static S3Exception Malformed(Exception? inner) => new(new S3Error(S3ErrorCode.MalformedPOSTRequest), inner);

    private static string BoundaryOf(HttpRequest request)
    {
        var isForm = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        var boundary = isForm ? HeaderUtilities.RemoveQuotes(type!.Boundary).ToString() : "";
        if (boundary.Length is > 0 and <= BoundaryLengthMax) return boundary;
        throw new S3Exception(S3ErrorCode.PreconditionFailed, "Bucket POST must be of the enclosure-type multipart/form-data");
    }

    private static string? FileNameOf(ContentDispositionHeaderValue disposition)
    {
        var sent = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
        if (!sent.HasValue) return null;
        var name = HeaderUtilities.RemoveQuotes(sent).ToString();
        return name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    private static async ValueTask<(string Value, int Bytes)> ReadFieldAsync(Stream body, byte[] buffer, int room, CancellationToken cancellationToken)
    {
        // One byte more than there is room for tells that there is more.
        var count = room < 0 ? 0 : await body.ReadAtLeastAsync(buffer.AsMemory(0, room + 1), room + 1, throwOnEndOfStream: false, cancellationToken);
        return count <= room ? (Utf8.GetString(buffer, 0, count), count) : throw new S3Exception(S3ErrorCode.MaxPostPreDataLengthExceededError);
    }
}
