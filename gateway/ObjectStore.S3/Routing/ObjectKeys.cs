using System.Globalization;
using ObjectStore.Core.Identifiers;
using ObjectStore.S3.Errors;

namespace ObjectStore.S3.Routing;

/// <summary>Makes keys out of bytes that a client sent.</summary>
public static class ObjectKeys
{
    /// <summary>Gives the error of bytes that are no key: too long, or not UTF-8.</summary>
    /// <param name="utf8">Not empty; belongs to the key from then on.</param>
    /// <param name="key">The key.</param>
    public static S3Error? TryCreate(byte[] utf8, out ObjectKey? key)
    {
        key = null;
        if (utf8.Length > ObjectKey.BytesMax)
        {
            return new S3Error(S3ErrorCode.KeyTooLongError)
            {
                Fields =
                [
                    new("Size", utf8.Length.ToString(CultureInfo.InvariantCulture)),
                    new("MaxSizeAllowed", ObjectKey.BytesMax.ToString(CultureInfo.InvariantCulture)),
                ],
            };
        }

        if (!ObjectKey.TryCreate(utf8, out var valid)) return new S3Error(S3ErrorCode.InvalidURI);
        key = valid;
        return null;
    }
}
