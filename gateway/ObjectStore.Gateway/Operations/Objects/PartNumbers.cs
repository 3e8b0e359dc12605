using System.Globalization;
using ObjectStore.S3.Errors;

namespace ObjectStore.Gateway.Operations.Objects;

/// <summary>Part numbers in queries.</summary>
internal static class PartNumbers
{
    /// <summary>The largest part number.</summary>
    public const int Max = 10_000;

    /// <summary>Parses 1..10,000; gives the error of anything else.</summary>
    public static S3Error? TryParse(string text, out int partNumber) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out partNumber) && partNumber is >= 1 and <= Max
            ? null
            : InvalidArgumentError.Of("Part number must be an integer between 1 and 10000, inclusive.", "partNumber", text);
}
