namespace Mlx4.Telemetry;

/// <summary>The names of attributes: those of OpenTelemetry's conventions where it has one, else under <c>mlx4</c>.</summary>
internal static class Names
{
    public const string Pipeline = "mlx4.pipeline.name";
    public const string Result = "mlx4.load.result";
    public const string FailedStage = "mlx4.load.failed_stage";
    public const string Stage = "mlx4.stage.name";
    public const string Order = "mlx4.stage.order";
    public const string Item = "mlx4.stage.item";
    public const string RestartFrom = "mlx4.stage.restart_from";
    public const string ErrorType = "error.type";
    public const string ExceptionType = "exception.type";
    public const string ExceptionMessage = "exception.message";
    public const string ExceptionStackTrace = "exception.stacktrace";
}
