using Mlx4.Runtime;
using Mlx4.Sample.Pci;

namespace Mlx4.Tests.Sample.Pci;

public class DeviceModelTests
{
    private readonly PciHost _host = new(new SimulatedTime());
    private readonly DeviceModel _model;

    public DeviceModelTests() => _model = new DeviceModel(_host);

    [Fact]
    public void A_file_is_read_when_it_is_asked_for()
    {
        string text = "before";
        Assert.Equal(Errno.Ok, _model.CreateFile("file", () => text));
        text = "after";

        Assert.Equal("after", _model.ReadFile("file"));
        Assert.Equal(Errno.EEXIST, _model.CreateFile("file", () => ""));
        Assert.Equal(1UL, _host.Ledger.Total("device file"));

        _model.RemoveFile("file");

        Assert.Null(_model.ReadFile("file"));
        Assert.True(_host.Ledger.IsEmpty);
    }

    [Fact]
    public void Children_have_names_of_their_own()
    {
        Assert.Equal(Errno.Ok, _model.AddChild("b"));
        Assert.Equal(Errno.Ok, _model.AddChild("a"));
        Assert.Equal(Errno.EEXIST, _model.AddChild("a"));
        Assert.Equal(["a", "b"], _model.Children);

        _model.RemoveChild("a");
        _model.RemoveChild("b");

        Assert.True(_host.Ledger.IsEmpty);
    }
}
