using Mlx4.Runtime;
using Mlx4.Sample.Driver;
using Mlx4.Sample.Matrix;

namespace Mlx4.Tests.Sample.Matrix;

/// <summary>The check of the order in which stages are undone.</summary>
public sealed class OrderCheckTests
{
    private static readonly StageScope Pipeline = new(null, nameof(PciProbe));
    private static readonly StageInfo Enable = new("LoadOne", 10, "Enable", cleanup: "Disable");
    private static readonly StageInfo Request = new("LoadOne", 20, "Request", cleanup: "Release");

    private readonly OrderCheck _order = new();

    [Fact]
    public void The_reverse_is_right()
    {
        Run(Enable);
        Run(Request);
        Undo(Request);
        Undo(Enable);

        Assert.Empty(_order.Disorder);
        Assert.Equal(0, _order.ToUndo);
    }

    [Fact]
    public void Another_order_is_told()
    {
        Run(Enable);
        Run(Request);
        Undo(Enable);

        Assert.Equal(["PciProbe CleaningUp Enable, while PciProbe.Request is to be undone first"], _order.Disorder);
        Assert.Equal("PciProbe.Request", _order.Owed);
    }

    [Fact]
    public void What_was_not_done_is_not_undone()
    {
        Run(Enable);
        Undo(Enable);
        Undo(Enable);

        Assert.Equal(["PciProbe CleaningUp Enable, which has not been done"], _order.Disorder);
    }

    [Fact]
    public void What_has_failed_is_not_owed()
    {
        _order.OnStageEvent(Pipeline, new StageEvent(StageEventKind.Starting, Enable));
        _order.OnStageEvent(Pipeline, new StageEvent(StageEventKind.Failed, Enable));

        Assert.Equal(0, _order.ToUndo);
    }

    private void Run(StageInfo stage)
    {
        _order.OnStageEvent(Pipeline, new StageEvent(StageEventKind.Starting, stage));
        _order.OnStageEvent(Pipeline, new StageEvent(StageEventKind.Completed, stage));
    }

    private void Undo(StageInfo stage) => _order.OnStageEvent(Pipeline, new StageEvent(StageEventKind.CleaningUp, stage));
}
