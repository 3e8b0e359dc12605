namespace ObjectStore.Operator.Api.V1Alpha1;

/// <summary>Replaces the credentials on a schedule. Without it only when the annotation objectstore.dev/rotate changes.</summary>
public sealed record CredentialRotation
{
    /// <summary>Days after which there are new credentials.</summary>
    public required int PeriodDays { get; init; }

    /// <summary>Hours for which the old credentials go on working.</summary>
    public int OverlapHours { get; init; } = 24;
}
