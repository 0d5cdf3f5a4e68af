namespace HostedStartup;

/// <summary>What the command line says.</summary>
/// <param name="Database">The file of the database, or <c>:memory:</c>.</param>
/// <param name="FailingStage">The stage that is to fail.</param>
internal sealed record VisitorOptions(string Database, string? FailingStage);
