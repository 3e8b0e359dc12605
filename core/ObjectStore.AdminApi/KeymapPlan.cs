namespace ObjectStore.AdminApi;

/// <summary>What the planner would do now; nothing of it has been done.</summary>
/// <param name="IsRunning">False when no planner runs in this process; then there are no lines.</param>
/// <param name="Message">One sentence for people.</param>
/// <param name="Lines">Its decisions, most pressing first.</param>
public sealed record KeymapPlan(bool IsRunning, string Message, IReadOnlyList<KeymapPlanLine> Lines);
