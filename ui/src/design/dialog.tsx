import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

/** A question over the page: keeps the focus, gives it back, closes at Escape and at a click beside it. */
export function Question(props: {
  readonly title: string;
  readonly role?: 'dialog' | 'alertdialog';
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly footer: ReactNode;
}): ReactNode {
  return (
    <ModalOverlay className="veil" isOpen isDismissable onOpenChange={(open) => !open && props.onClose()}>
      <Modal className="dialog">
        <Dialog role={props.role ?? 'dialog'}>
          <header>
            <Heading slot="title" level={2}>
              {props.title}
            </Heading>
          </header>
          <div className="body">{props.children}</div>
          <footer>{props.footer}</footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
