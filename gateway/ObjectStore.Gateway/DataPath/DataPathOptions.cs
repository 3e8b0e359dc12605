using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ObjectStore.Core.Stripes;

namespace ObjectStore.Gateway.DataPath;

/// <summary>How objects are cut into stripes, and the bounds of what that may use.</summary>
public sealed partial class DataPathOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string SectionName = "DataPath";

    /// <summary>Erasure profile of objects above <see cref="SmallObjectBytesMax"/>.</summary>
    [Required]
    public string ErasureProfile { get; set; } = "4+2";

    /// <summary>Objects up to this size are stored as three copies: few operations to write, one to read.</summary>
    [Range(0, StripeLayout.FragmentBytesMax)]
    public int SmallObjectBytesMax { get; set; } = 64 << 10;

    /// <summary>Stripes of one upload that may be on their way to devices at once.</summary>
    [Range(1, 16)]
    public int StripesInFlight { get; set; } = 2;

    /// <summary>Placement groups that a stripe is offered to before the write fails.</summary>
    [Range(1, 16)]
    public int WriteAttemptsMax { get; set; } = 3;

    /// <summary>Bytes of stripe buffers that all requests share; when they are in use, uploads wait.</summary>
    [Range(32L << 20, 1L << 40)]
    public long BufferPoolBytes { get; set; } = 384L << 20;

    /// <summary>Bytes of buffers for rebuilding what cannot be read; apart from the others, so that a copy never waits for itself.</summary>
    [Range(32L << 20, 1L << 40)]
    public long ReconstructionPoolBytes { get; set; } = 64L << 20;

    /// <summary>
    /// How long a device may take to store or delete fragments, whatever the others do. One that takes longer is suspect: it gets no more until it answers a probe. Longer than
    /// a disk that works takes to flush, and half of what an upload waits for a buffer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a device may keep a stripe waiting when the others have long stored their fragments and the stripe can be stored without it: then it is stored elsewhere, and the
    /// device is suspect until it answers a probe. Has no effect when it is longer than <see cref="WriteTimeout"/>.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan WritePatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Bytes of buffers that may be held beside the pool for devices that do not answer; what they hold beyond this is missing from the pool.</summary>
    [Range(0L, 1L << 40)]
    public long LateBufferBytesMax { get; set; } = 128L << 20;

    /// <summary>
    /// Bytes that a download reads from a fragment at a time, while no more than 64 are under way; then 256 KiB. Gateways of a cluster, for which each read is a request to a
    /// node, take 1 MiB where nothing else is set.
    /// </summary>
    [Range(64 << 10, StripeLayout.FragmentBytesMax)]
    public int ReadPieceBytes { get; set; } = 256 << 10;

    /// <summary>The gateway's own zone, as of <see cref="Options.GatewayOptions.Zone"/>.</summary>
    public string Zone { get; set; } = "";

    /// <summary>How long a read from a device may take; after that the fragment counts as missing.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a download that has begun waits for devices without which it cannot go on and which do not answer, and asks them again; then it is cut off. One that has not begun fails at once
    /// with 503, which clients repeat by themselves.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ReadPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>A read that takes longer than this share of the latest reads of its size is hedged: other fragments are read as well, and what is there first is used.</summary>
    [Range(0.5, 0.999)]
    public double HedgePercentile { get; set; } = 0.95;

    /// <summary>No read is hedged earlier than this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan HedgeDelayMin { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Every read that takes this long may be hedged, whatever others take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan HedgeDelayMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most hedges per read, on average: when everything is slow, hedging would make it slower.</summary>
    [Range(0.0, 1.0)]
    public double HedgeShareMax { get; set; } = 0.05;

    /// <summary>A read is slow when it takes longer than this and several times what the others of its stripe take. A device of slow reads is read last.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan SlowReadMin { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The same for writes; a device of slow writes is avoided.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan SlowWriteMin { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes of a fragment at which a stripe is full. Smaller only in simulations, so that small objects have several stripes.</summary>
    internal int FragmentBytesMax { get; set; } = StripeLayout.FragmentBytesMax;

    /// <summary>The parsed <see cref="ErasureProfile"/>.</summary>
    public ErasureProfile Profile => Core.Stripes.ErasureProfile.TryParse(ErasureProfile, out var profile)
        ? profile
        : throw new InvalidOperationException($"'{ErasureProfile}' is not an erasure profile; validation comes first.");

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Core.Stripes.ErasureProfile.TryParse(ErasureProfile, out var profile))
        {
            yield return new ValidationResult($"'{ErasureProfile}' is not an erasure profile such as 4+2.", [nameof(ErasureProfile)]);
        }
        else if (profile.FragmentCount * (long)StripeLayout.FragmentBytesMax > BufferPoolBytes)
        {
            yield return new ValidationResult("The pool must hold at least one stripe.", [nameof(BufferPoolBytes)]);
        }

        if (HedgeDelayMin > HedgeDelayMax) yield return new ValidationResult("HedgeDelayMin must not exceed HedgeDelayMax.", [nameof(HedgeDelayMin), nameof(HedgeDelayMax)]);
    }
}

/// <summary>Validates <see cref="DataPathOptions"/>.</summary>
[OptionsValidator]
public sealed partial class DataPathOptionsValidator : IValidateOptions<DataPathOptions>;
