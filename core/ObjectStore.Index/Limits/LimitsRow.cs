using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ObjectStore.Index.Limits;

/// <summary>Limits as they are stored: docs/format/limits.md.</summary>
/// <param name="Version">Format version.</param>
/// <param name="RequestsPerSecond">Requests.</param>
/// <param name="ReceivedBytesPerSecond">Bytes from clients.</param>
/// <param name="SentBytesPerSecond">Bytes to clients.</param>
/// <param name="Weight">Share of a user; left out for 1.</param>
internal sealed partial record LimitsRow(int Version, long? RequestsPerSecond = null, long? ReceivedBytesPerSecond = null, long? SentBytesPerSecond = null, int? Weight = null)
{
    private const int CurrentVersion = 1;

    public static byte[] Encode(UserLimits limits) => JsonSerializer.SerializeToUtf8Bytes(
        new LimitsRow(
            CurrentVersion,
            limits.Rates.RequestsPerSecond,
            limits.Rates.ReceivedBytesPerSecond,
            limits.Rates.SentBytesPerSecond,
            limits.Weight == UserLimits.WeightDefault ? null : limits.Weight),
        LimitsJson.Default.LimitsRow);

    /// <summary>False when the bytes are damaged or of another version.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out UserLimits? limits)
    {
        limits = null;
        try
        {
            if (JsonSerializer.Deserialize(bytes, LimitsJson.Default.LimitsRow) is not { Version: CurrentVersion } row) return false;
            var read = new UserLimits(new RateLimits(row.RequestsPerSecond, row.ReceivedBytesPerSecond, row.SentBytesPerSecond), row.Weight ?? UserLimits.WeightDefault);
            if (read.IsValid) limits = read;
            return limits is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(LimitsRow))]
    internal sealed partial class LimitsJson : JsonSerializerContext;
}
