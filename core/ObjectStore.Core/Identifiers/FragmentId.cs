namespace ObjectStore.Core.Identifiers;

/// <summary>Identity of a fragment: its stripe and its index there, 0..K+M−1, data fragments first.</summary>
public readonly record struct FragmentId(StripeId Stripe, byte Index)
{
    /// <inheritdoc />
    public override string ToString() => $"{Stripe}/{Index}";
}
