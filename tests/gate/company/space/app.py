import gradio as gr

gr.Interface(fn=lambda text: text[:200], inputs="text", outputs="text", title="Support summariser (demo)").launch()
